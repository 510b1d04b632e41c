/** What turns an encoder's output into labels: scores, loss and decoding. */
package org.tributary.head;
