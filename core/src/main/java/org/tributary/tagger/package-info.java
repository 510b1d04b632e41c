/** Taggers over words: training, prediction and their files. */
package org.tributary.tagger;
