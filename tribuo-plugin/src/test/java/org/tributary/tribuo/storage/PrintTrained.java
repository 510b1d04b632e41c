package org.tributary.tribuo.storage;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;

/** A program that trains a model and prints digests of its bytes and timeless provenance. */
final class PrintTrained {
  private PrintTrained() {}

  public static void main(String[] arguments) throws NoSuchAlgorithmException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    digests().forEach(out::println);
  }

  static List<String> digests() throws NoSuchAlgorithmException {
    LstmTaggerTrainer trainer = Data.smallTrainer().epochs(2).build();
    try (LstmTaggerModel model = trainer.train(Data.dataset(Data.random(24, 12, 8)))) {
      String time = model.getProvenance().getTrainingTime().toString();
      String provenance = Stored.metadata(Stored.proto(model)).getProvenance().toString();
      return List.of(
          digest(Stored.withoutProvenance(model).toByteArray()),
          digest(provenance.replace(time, "").getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static String digest(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
