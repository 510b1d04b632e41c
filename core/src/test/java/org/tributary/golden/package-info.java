/**
 * Golden outputs and gradients of PyTorch's recurrent layers: {@link
 * org.tributary.golden.GoldenCases} reads the files of {@code docs/golden/recurrent.py}.
 */
package org.tributary.golden;
