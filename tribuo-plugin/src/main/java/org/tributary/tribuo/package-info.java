/**
 * Tributary's taggers as Tribuo sequence trainers and models. Imports {@code core}, Tribuo, and the
 * sub-packages {@code input}, {@code config}, {@code provenance}, {@code internal} and {@code
 * data}.
 */
package org.tributary.tribuo;
