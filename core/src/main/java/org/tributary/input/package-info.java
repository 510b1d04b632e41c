/**
 * What turns the steps of sequences into vectors: tables of embedded features, characters and
 * numbers, concatenated. Imports {@code param}, {@code sequence}, {@code layer} and {@code train}.
 */
package org.tributary.input;
