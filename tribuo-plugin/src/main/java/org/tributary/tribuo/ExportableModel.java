package org.tributary.tribuo;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tribuo.ONNXExportable;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXRef;
import org.tributary.onnx.OnnxExport;
import org.tributary.tribuo.internal.onnx.CopiedGraph;

/** A model that Tribuo can export to ONNX. */
interface ExportableModel extends ONNXExportable {

  /**
   * Returns an export of this model to an ONNX file, which ONNX Runtime checks. A model of word
   * forms, characters and vectors is exported as a tagger of words, any other as a tagger of
   * features with weights, whose names the metadata have. The metadata hold the provenance under
   * {@link ONNXExportable#PROVENANCE_METADATA_FIELD}.
   *
   * @throws IllegalArgumentException if the model is too large for a file
   */
  default OnnxExport onnxExport() {
    return onnxExport(List.of());
  }

  /**
   * Returns an export like {@link #onnxExport()}, whose check tags further sentences, such as
   * development data. Their features are those that the provenance's extractor reads.
   *
   * @param sentences the tokens of each sentence
   * @throws IllegalStateException if the model is exported as a tagger of features and its
   *     provenance records no extractor of Tributary's
   */
  OnnxExport onnxExport(List<List<String>> sentences);

  /**
   * Returns the message of the model's ONNX file, as {@link #onnxExport} describes it, without a
   * check.
   *
   * @param domain a reversed domain name, such as {@code org.example}
   * @param modelVersion the version of the model, chosen by the caller
   */
  @Override
  default ModelProto exportONNXModel(String domain, long modelVersion) {
    return onnxExport().domain(domain).version(modelVersion).model();
  }

  /**
   * Writes the model's ONNX file after its check by ONNX Runtime.
   *
   * @throws IllegalStateException if ONNX Runtime answers differently or is not on the class path
   * @throws IOException if the file cannot be written
   */
  @Override
  default void saveONNXModel(String domain, long modelVersion, Path outputPath) throws IOException {
    onnxExport().domain(domain).version(modelVersion).write(outputPath);
  }

  /**
   * Adds the model to the graph of {@code input}, which is the first input of {@link #onnxExport}
   * in rows: [batch, steps], or [batch, steps · features] for features with weights. Further inputs
   * are added to its context under the names of the export, each as a column of floats [·, 1] of
   * its values in row-major order, since Tribuo's contexts have no other inputs of free sizes;
   * {@code steps} [1, 1] is the number of steps of features with weights.
   *
   * @return the probabilities, [batch · steps, labels], 0 in the padding
   */
  @Override
  default ONNXNode writeONNXGraph(ONNXRef<?> input) {
    return new CopiedGraph(input.onnxContext()).add(onnxExport().model().getGraph(), input);
  }
}
