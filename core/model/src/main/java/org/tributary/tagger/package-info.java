/** Taggers over words, features and streams: predictions, files, and a service for many callers. */
package org.tributary.tagger;
