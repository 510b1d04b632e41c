/**
 * A model on Tribuo's examples: their encoding, prediction, auxiliary tasks and feature extractor.
 */
package org.tributary.tribuo.internal.model;
