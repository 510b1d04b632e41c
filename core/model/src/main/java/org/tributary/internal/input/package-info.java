/** Parts that inputs share. */
package org.tributary.internal.input;
