/** ONNX Runtime, an optional dependency: sessions of models, and errors of loading it. */
package org.tributary.internal.onnx;
