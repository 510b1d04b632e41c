/** Files of pretrained word vectors. */
package org.tributary.tribuo.data.vector;
