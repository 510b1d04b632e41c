/** Checks of operands before TensorFlow runs them: their graph and their shapes. */
package org.tributary.internal.operand;
