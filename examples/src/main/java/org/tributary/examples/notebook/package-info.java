/**
 * The seed tutorial, cell by cell, computed by our layers from the cells' own seeds and printed as
 * PyTorch prints.
 */
package org.tributary.examples.notebook;
