/**
 * The PyTorch tutorial, recomputed cell by cell from its own seeds and printed in PyTorch's format.
 */
package org.tributary.examples.notebook;
