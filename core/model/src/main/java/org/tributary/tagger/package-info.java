/** Taggers over words, features and streams: predictions and files. */
package org.tributary.tagger;
