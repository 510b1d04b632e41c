/**
 * Tributary's taggers as Tribuo sequence trainers and models. Imports {@code core} and Tribuo, and
 * nothing of its own sub-packages.
 */
package org.tributary.tribuo;
