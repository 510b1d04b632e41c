/** A graph copied into the context of an ONNX export by Tribuo. */
package org.tributary.tribuo.internal.onnx;
