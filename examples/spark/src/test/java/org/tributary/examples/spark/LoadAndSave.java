package org.tributary.examples.spark;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.protos.LstmTaggerProto;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * A child process: stores and parses a message of model files; if it is given a Tribuo model, loads
 * it, saves it, loads that and tags a sentence.
 */
final class LoadAndSave {
  private LoadAndSave() {}

  /** Prints the labels, and the jar of the protobuf library. */
  public static void main(String[] files) throws Exception {
    LstmTaggerProto message =
        LstmTaggerProto.newBuilder()
            .putDefinition("cell", "lstm")
            .addParameters(ParameterProto.newBuilder().setName("weight"))
            .setTributaryVersion("1.2")
            .build();
    System.out.println(
        "message " + LstmTaggerProto.parseFrom(message.toByteArray()).equals(message));
    if (files.length == 2) {
      Path copy = Path.of(files[1]);
      try (LstmTaggerModel model = LstmTaggerModel.load(Path.of(files[0]))) {
        model.save(copy);
      }
      try (Tagger tagger = Tagger.load(copy)) {
        System.out.println("labels " + tagger.tag(List.of("Ann", "Lee", "sleeps", ".")).labels());
      }
    }
    System.out.println("protobuf " + jar());
  }

  private static Path jar() throws ClassNotFoundException, URISyntaxException {
    return Path.of(
            Class.forName("com.google.protobuf.CodedInputStream")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI())
        .getFileName();
  }
}
