/** Taggers over sequences of feature indices: training and prediction. */
package org.tributary.tagger.sequence;
