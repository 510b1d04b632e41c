/**
 * Streaming tagging of text: readers of sentences in several formats and writers of their labels.
 * Imports {@code job}.
 */
package org.tributary.examples.tagging;
