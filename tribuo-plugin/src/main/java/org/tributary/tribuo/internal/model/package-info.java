/**
 * A model on Tribuo's examples: its weights, encoding of examples, prediction, auxiliary tasks and
 * feature extractor; and what a trainer resolves: its inputs, and the distributions of teachers.
 */
package org.tributary.tribuo.internal.model;
