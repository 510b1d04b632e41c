/**
 * Layers as users know them: recurrent layers of several directions and depths, embedding, linear
 * and dropout. A layer combines and knows no formula. Imports {@code param}, {@code cell}, {@code
 * sequence} and {@code kernel}.
 */
package org.tributary.layer;
