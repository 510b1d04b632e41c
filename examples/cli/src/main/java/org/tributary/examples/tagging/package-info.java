/**
 * Streaming tagging of text: readers of sentences in several formats and writers of their labels.
 */
package org.tributary.examples.tagging;
