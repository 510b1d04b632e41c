/** Taggers over sequences of feature indices: predictions. */
package org.tributary.tagger.sequence;
