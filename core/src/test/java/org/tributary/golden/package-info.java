/**
 * What PyTorch's recurrent layers return and how their gradients run, for tests to compare with:
 * {@link org.tributary.golden.GoldenCases} reads what {@code docs/golden/recurrent.py} wrote.
 */
package org.tributary.golden;
