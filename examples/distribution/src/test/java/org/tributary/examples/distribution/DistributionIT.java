package org.tributary.examples.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.distribution.Installation.Result;

/** The zip of this build, unpacked into a path with blanks, and its programs. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs the shell scripts")
class DistributionIT {
  private static final String VERSION = System.getProperty("distribution.version");
  private static final String TAGGED = "the/D dog/N ate/V\n";
  private static final Map<String, String> NO_ARCHIVE = Map.of("TRIBUTARY_CDS", "off");
  private static final Map<String, String> WAIT = Map.of("TRIBUTARY_CDS", "wait");

  @TempDir private static Path folder;
  private static Installation installed;

  @BeforeAll
  static void unpack() throws IOException {
    installed = Installation.unpack(Files.createDirectory(folder.resolve("a folder of programs")));
  }

  private static Result tag(Installation programs, Map<String, String> environment)
      throws IOException, InterruptedException {
    String model = programs.file("lib/sample.tribuo").toString();
    return programs.run(environment, "the dog ate\n", "tributary", "tag", "--model", model);
  }

  private static void assertStarts(Installation programs) throws Exception {
    Result version = programs.run(WAIT, "", "tributary", "--version");
    assertThat(version.code()).as(version.error()).isZero();
    assertThat(version.error()).isEmpty();
  }

  @Test
  void filesAreThoseOfTheReadme() throws IOException {
    for (String name : List.of("LICENSE", "NOTICE", "README.md", "container/Dockerfile")) {
      assertThat(installed.file(name)).isNotEmptyFile();
    }
    assertThat(Files.readString(installed.file("README.md"))).startsWith("# Tributary " + VERSION);
    try (Stream<Path> files = Files.list(installed.file("lib"))) {
      List<String> names =
          files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".jar")).toList();
      assertThat(names)
          .contains("tributary-cli-%s.jar".formatted(VERSION))
          .contains("tributary-service-%s.jar".formatted(VERSION))
          .noneMatch(name -> name.contains("-tests") || name.startsWith("junit"));
    }
  }

  @Test
  void helpAndVersionArePrinted() throws Exception {
    Result help = installed.run(NO_ARCHIVE, "", "tributary", "--help");
    assertThat(help.code()).as(help.error()).isZero();
    assertThat(help.output()).contains("train", "tag", "Exit codes");
    Result version = installed.run(NO_ARCHIVE, "", "tributary", "--version");
    assertThat(version.error()).isEmpty();
    assertThat(version.output())
        .matches(
            Pattern.quote("tributary " + VERSION)
                + " \\(commit ([0-9a-f]{8,}|unknown)\\)\n"
                + Pattern.quote("Java " + Runtime.version())
                + ", .*\nTensorFlow Java \\d+\\.\\d+\\.\\d+\n");
  }

  @Test
  void exitCodesTellUsageFromFailure() throws Exception {
    Result usage = installed.run(NO_ARCHIVE, "", "tributary", "tag", "--modle=x");
    assertThat(usage.code()).as(usage.error()).isEqualTo(2);
    Result failure = installed.run(NO_ARCHIVE, "", "tributary", "info", "no model");
    assertThat(failure.code()).isEqualTo(1);
    assertThat(failure.error().lines()).hasSize(1).allMatch(line -> line.contains("no model"));
  }

  @Test
  void completionIsThatOfTheProgram() throws Exception {
    String script = installed.file("completion/tributary.bash").toString();
    String ask =
        "source \"$0\"; COMP_WORDS=(tributary tag --mod); COMP_CWORD=2; COMP_LINE='tributary tag --mod';"
            + " COMP_POINT=${#COMP_LINE}; _complete_tributary; echo \"${COMPREPLY[@]}\"";
    Result result = Installation.finish(new ProcessBuilder("bash", "-c", ask, script).start());
    assertThat(result.output()).as(result.error()).isEqualTo("--model\n");
  }

  /** All about the archive in one test, since its parts share the folder. */
  @Test
  void archiveIsMadeOnceAndNothingDependsOnIt() throws Exception {
    // JDK 17 archives no classes of jars whose path has blanks
    Installation programs = new Installation(folder.resolve("programs"));
    Files.move(installed.home(), programs.home());

    // two first starts at once, neither of which waits
    List<Process> first = new ArrayList<>();
    String model = programs.file("lib/sample.tribuo").toString();
    for (int k = 0; k < 2; k++) {
      Process process = programs.start(Map.of(), "tributary", "tag", "--model", model);
      process.getOutputStream().write("the dog ate\n".getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      first.add(process);
    }
    for (Process process : first) {
      assertThat(Installation.finish(process)).isEqualTo(new Result(0, TAGGED, ""));
    }
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    while (!(programs.archives().size() == 1 && programs.archives().get(0).endsWith(".jsa"))) {
      assertThat(Instant.now()).as(programs.archives().toString()).isBefore(end);
      Thread.sleep(100);
    }
    Path archive = programs.file("cds/" + programs.archives().get(0));

    // the JVM takes our classes from it
    Path log = folder.resolve("classes.log");
    assertThat(tag(programs, Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + log)))
        .isEqualTo(new Result(0, TAGGED, ""));
    try (Stream<String> lines = Files.lines(log)) {
      assertThat(lines.filter(line -> line.contains(" org.tributary.")))
          .anyMatch(line -> line.endsWith("source: shared objects file (top)"));
    }

    // what is no archive is refused by the JVM, without a word to the user
    Files.delete(archive);
    Files.writeString(archive, "no archive");
    assertThat(tag(programs, Map.of())).isEqualTo(new Result(0, TAGGED, ""));
    Files.delete(archive);

    // a process that was killed while it made the archive leaves its parts
    Path lock = Files.createDirectory(Path.of(archive + ".lock"));
    Path part = Files.writeString(Path.of(archive + ".part1"), "half");
    assertStarts(programs);
    assertThat(archive).doesNotExist();
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofMinutes(20))));
    assertStarts(programs);
    assertThat(archive).isNotEmptyFile();
    assertThat(List.of(lock, part)).noneMatch(Files::exists);

    // a folder that cannot be written; the permissions of one do not stop root
    Files.delete(archive);
    Files.delete(programs.file("cds"));
    Files.createFile(programs.file("cds"));
    assertStarts(programs);
    Files.delete(programs.file("cds"));

    // a path with blanks
    Files.move(programs.home(), installed.home());
    assertThat(tag(installed, WAIT)).isEqualTo(new Result(0, TAGGED, ""));
    assertThat(installed.archives()).singleElement().asString().endsWith(".jsa");
  }

  @Test
  void serviceAnswersItsHealthCheckAndStops() throws Exception {
    String model = installed.file("lib/sample.tribuo").toString();
    Process service =
        installed.start(NO_ARCHIVE, "tributary-service", "--port", "0", "--model", model);
    String port = "";
    try (BufferedReader output = service.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      Matcher address = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/").matcher("" + line);
      assertThat(address.find()).as(line).isTrue();
      port = address.group(1);
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(address.group() + "v1/tag"))
                      .POST(BodyPublishers.ofString("{\"tokens\": [\"the\", \"dog\", \"ate\"]}"))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(new ObjectMapper().readTree(answer.body()).at("/sentences/0/labels"))
          .hasToString("[\"D\",\"N\",\"V\"]");
      assertThat(healthCheck(port)).isZero();
    } finally {
      service.destroy();
    }
    assertThat(service.waitFor()).isEqualTo(143); // by SIGTERM
    assertThat(healthCheck(port)).isNotZero();
  }

  /** Runs the health check of the container recipe at a port. */
  private static int healthCheck(String port) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Dockerfile.of(installed).healthCheck());
    command.replaceAll(word -> word.replace("/" + Dockerfile.PORT, "/" + port));
    assertThat(String.join(" ", command)).contains("/" + port);
    return Installation.finish(new ProcessBuilder(command).start()).code();
  }

  @Test
  void containerRecipeFitsTheDistribution() throws Exception {
    Dockerfile recipe = Dockerfile.of(installed);
    assertThat(recipe.sources())
        .isNotEmpty()
        .allMatch(s -> Files.exists(installed.file(s)), "exists");
    assertThat(recipe.removed())
        .isNotEmpty()
        .allSatisfy(
            glob -> {
              String pattern = glob.replace("/opt/tributary/lib/", "");
              try (var found = Files.newDirectoryStream(installed.file("lib"), pattern)) {
                assertThat(found).as(glob).isNotEmpty();
              }
            });
    assertThat(recipe.images())
        .isNotEmpty()
        .allMatch(i -> i.contains(":") && !i.contains("latest"));
    assertThat(recipe.value("USER")).matches("[1-9]\\d*:[1-9]\\d*");
    assertThat(recipe.value("EXPOSE")).isEqualTo(Dockerfile.PORT);
    assertThat(recipe.value("ENTRYPOINT"))
        .contains("/opt/tributary/bin/tributary-service")
        .contains("\"--port\", \"" + Dockerfile.PORT + "\"");
    assertThat(recipe.text()).contains("tributary-service:" + VERSION).doesNotContain("${");
    String options = recipe.value("ENV").replaceAll("JAVA_OPTS=\"(.*)\"", "$1");
    assertThat(Installation.jvmTakes(options)).as(options).isTrue();
  }

  /** Nothing here runs the files for Windows. */
  @Test
  void filesForWindowsHaveItsLineEndsAndOurMainClasses() throws Exception {
    for (String name : List.of("tributary.bat", "tributary-service.bat")) {
      String text = Files.readString(installed.file("bin/" + name));
      assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
      Matcher main = Pattern.compile("MAIN=([\\w.]+)").matcher(text);
      int found = 0;
      for (; main.find(); found++) {
        assertThat(Class.forName(main.group(1)).getMethod("main", String[].class)).isNotNull();
        assertThat(Files.readString(installed.file("bin/tributary"))).contains(main.group(1));
      }
      assertThat(found).isEqualTo(2);
      assertThat(text.chars().filter(c -> c == '(').count())
          .isEqualTo(text.chars().filter(c -> c == ')').count());
    }
  }
}
