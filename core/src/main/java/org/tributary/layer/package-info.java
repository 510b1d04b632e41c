/**
 * Layers: stacked and bidirectional recurrent layers, embedding, linear, dropout and skip
 * connections. Imports {@code param}, {@code cell}, {@code sequence}, {@code kernel}, {@code
 * random} and {@code runtime}.
 */
package org.tributary.layer;
