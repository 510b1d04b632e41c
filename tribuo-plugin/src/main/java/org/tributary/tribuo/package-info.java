/**
 * Tributary's taggers as Tribuo sequence trainers and models. Imports {@code core}, Tribuo, the
 * sub-packages {@code input} and {@code span}, and of {@code data} the metadata keys only.
 */
package org.tributary.tribuo;
