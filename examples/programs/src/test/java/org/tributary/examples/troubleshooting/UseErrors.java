package org.tributary.examples.troubleshooting;

import java.io.OutputStream;
import java.nio.file.Path;

/** Errors of evaluating, comparing and tagging. */
record UseErrors(Errors errors, Models models) {
  void provoke() {
    evaluating();
    comparing();
    tagging();
    formats();
  }

  private void evaluating() {
    String others = errors.file(DataFileErrors.word("1", "oh", "INTJ") + "\n");
    evaluate(models.tribuo(), "--test", others);
    evaluate(models.inMemory(), "--test", models.data().toString());
  }

  private void evaluate(Path model, String... options) {
    errors.command(Errors.with(new String[] {"evaluate", "--model", "" + model}, options));
  }

  private void comparing() {
    String model = models.tribuo().toString();
    String test = models.data().toString();
    String[] compare = {"compare", "--model", model, "--test", test};
    errors.command(compare);
    for (String predictions :
        new String[] {
          DataFileErrors.WORDS,
          (DataFileErrors.word("1", "the", "DET") + "\n").repeat(3),
          DataFileErrors.WORDS.repeat(3).replace("dog", "cat")
        }) {
      errors.command(Errors.with(compare, "--predictions", errors.file(predictions)));
    }
    String tags = DataFileErrors.WORDS.replace("DET\t_", "DET\tDT").replace("NOUN\t_", "NOUN\tNN");
    String both = errors.file(tags.repeat(3));
    String xpos = errors.folder().resolve("xpos.model").toString();
    String[] train = {"train", "--quiet", "--train", both, "--dev", both, "--column", "xpos"};
    errors.commandSucceeds(Errors.with(train, "--model", xpos, "--epochs", "1", "--preset=fast"));
    errors.command("compare", "--model", model, "--model", xpos, "--test", both);
  }

  private void tagging() {
    String model = models.tribuo().toString();
    errors.commandOn(DataFileErrors.WORDS, "tag", "--model", model);
    errors.commandOn("caf\u00e9 noir\n", "tag", "--model", model, "--tokenize");
    errors.command("tag", "--model", model, "--spans");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) {
            throw new OutOfMemoryError();
          }
        };
    errors.run("the dog\n", full, "tag", "--model", model);
  }

  private void formats() {
    tag("--format", "conllu", "--input-format", "tokens");
    tag("--format", "columns", "--input-format", "conllu");
    tag("--tokenize", "--format", "conllu");
    tag("--language", "de");
    tag("--tokenize", "--language", "klingon");
    tag("--spans", "--format", "json");
    tag("--probabilities", "--format", "text");
    tag("--probabilities", "--format", "conllu", "--column", "misc");
    tag("--format", "columns", "--column", "upos");
  }

  private void tag(String... options) {
    errors.command(Errors.with(new String[] {"tag", "--model", "m"}, options));
  }
}
