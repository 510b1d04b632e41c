/**
 * Inputs that read the characters of words. Letters of shapes are those of {@link
 * org.tributary.feature.Input}.
 */
package org.tributary.feature.character;
