/**
 * Files of pretrained word vectors. Imports {@code core}, {@code input}, {@code data} and {@code
 * data.internal}.
 */
package org.tributary.tribuo.data.vector;
