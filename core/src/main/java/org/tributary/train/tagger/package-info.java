/**
 * The training of taggers: of sentences by {@code TaggerTrainer}, of features by {@code
 * TaggerFitter}.
 */
package org.tributary.train.tagger;
