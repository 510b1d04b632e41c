/** Tribuo's side of the export to ONNX. */
package org.tributary.tribuo.internal.onnx;
