/**
 * A model on Tribuo's examples: its weights, inputs resolved against a feature domain and their
 * stored form, encoding of examples, prediction, auxiliary tasks and feature extractor; and the
 * distributions of teachers. Not an API.
 */
package org.tributary.tribuo.internal.model;
