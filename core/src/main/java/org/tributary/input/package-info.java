/**
 * Input layers: embedded features, character encoders and numbers, concatenated per step. May
 * import {@code runtime}, {@code graph}, {@code param}, {@code sequence}, {@code cell}, {@code
 * layer} and {@code train}.
 */
package org.tributary.input;
