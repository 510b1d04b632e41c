/** Taggers over words: predictions and files. */
package org.tributary.tagger;
