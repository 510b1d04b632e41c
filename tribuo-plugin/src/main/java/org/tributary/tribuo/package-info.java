/**
 * Tributary's taggers as Tribuo sequence trainers and models. Imports {@code core}, Tribuo and the
 * sub-packages {@code input} and {@code span} only.
 */
package org.tributary.tribuo;
