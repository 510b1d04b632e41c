/**
 * Tributary's taggers as Tribuo sequence trainers and models. Imports {@code core} and Tribuo, and
 * of its own sub-packages {@code input} and {@code span} alone.
 */
package org.tributary.tribuo;
