/** Tributary's taggers as Tribuo sequence trainers and models. */
package org.tributary.tribuo;
