/** Sequence taggers: training, prediction and their file. */
package org.tributary.tagger;
