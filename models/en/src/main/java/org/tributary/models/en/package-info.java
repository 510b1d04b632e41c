/** Trained taggers for English. */
package org.tributary.models.en;
