package org.tributary.examples.troubleshooting;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.tributary.examples.Main;
import org.tributary.examples.programs.ProgramRun;

/** Errors of a process as a whole: its properties, libraries and class path; and the programs. */
record ProcessErrors(Errors errors, Models models) {
  void provoke() throws IOException {
    String[] tag = {"tag", "--model", models.core().toString()};
    errors.add(new ChildProcess(Main.class, "-Dtributary.threads=many").error(tag));
    String none = models.data() + "/none"; // no folder can be made in a file
    errors.add(
        new ChildProcess(
                Main.class,
                "-Dorg.bytedeco.javacpp.cachedir=" + none,
                "-Duser.home=" + none,
                "-Djava.io.tmpdir=" + none)
            .error(tag));
    errors.add(
        new ChildProcess(Main.class, List.of(), ".*tensorflow-core-native-[0-9.]+-.*").error(tag));
    errors.add(
        new ChildProcess(org.tributary.examples.service.Main.class, List.of(), ".*tribuo-plugin.*")
            .error("--model", models.tribuo().toString()));
    service("m", "--port=99999");
    service("m", "--max-body=0");
    service("m", "--grace=-1");
    service(models.core().toString(), "--host=no-host.invalid");
    Path own = new ModelFileErrors(errors, models).ownModel();
    errors.add(
        new ChildProcess(Main.class, List.of(), ".*test-classes.*")
            .error("tag", "--model", own.toString()));
    programs();
  }

  private void service(String model, String option) throws IOException {
    errors.add(
        new ChildProcess(org.tributary.examples.service.Main.class)
            .error("--model", model, option));
  }

  private void programs() {
    program();
    program("characters", "--steps", "1");
    program("regression", recordings(errors, step -> 0));
    program("sensors", recordings(errors, step -> step));
    program("characters", "--temperature", "0");
    program("sensors", "--output", errors.file("a file"));
    program("from-crf", "a");
    program("parts-of-speech", "a");
  }

  /** Runs a program in this process: its errors need no other. */
  private void program(String... arguments) {
    errors.add(ChildProcess.error(ProgramRun.of(arguments).err()));
  }

  /** Writes six recordings of ten steps. */
  private static String recordings(Errors errors, IntUnaryOperator label) {
    StringBuilder rows = new StringBuilder("recording,x,label\n");
    for (int k = 0; k < 60; k++) {
      rows.append("r%d,%d,%d\n".formatted(k / 10, k, label.applyAsInt(k)));
    }
    return errors.file(rows.toString());
  }
}
