/**
 * The PyTorch tutorial that the project grew from, cell by cell, computed by our layers from the
 * cells' own seeds and printed as PyTorch prints. Imports {@code corpus}.
 */
package org.tributary.examples.notebook;
