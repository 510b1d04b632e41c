/**
 * Parts of taggers that the libraries share: the stored form of definitions and tensors, formats of
 * files, and predictions on arrays.
 */
package org.tributary.internal.tagger;
