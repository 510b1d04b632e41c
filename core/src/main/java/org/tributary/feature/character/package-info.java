/** Inputs that read the characters of words. */
package org.tributary.feature.character;
