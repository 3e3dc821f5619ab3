package hilum.acceptance;

import hilum.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Markdown document of the repository names, held against what the repository has: types,
 * packages and settings, paths and modules, links, topics, commands with their options.
 */
final class Documents {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```[^\\n]*\\n(.*?)^```");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)(?:#[^)]*)?\\)");
    private static final Pattern TOPIC = Pattern.compile("\\bcxr\\.[a-z.-]+\\.v\\d+");
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|\\s)\\./hilum (.*)$");
    private static final Pattern TYPE =
            Pattern.compile("(hilum(?:\\.[a-z]+)+)\\.([A-Z]\\w*(?:\\.[A-Z]\\w*)*)(?:[#(].*)?");
    private static final Pattern LOWER_NAME = Pattern.compile("hilum(?:\\.[a-z][a-z-]*)+");
    private static final Pattern PATH = Pattern.compile("\\.?[\\w-]+(?:/[\\w.-]+)+/?");
    private static final Pattern SERVICE = Pattern.compile("[a-z]+-service");

    private final Path root;
    private final Set<String> modules;
    private final Set<String> settings;
    private final Commands commands = new Commands();

    /**
     * @param root the checkout, compiled
     * @param settings names of all settings of the services
     */
    Documents(Path root, Set<String> settings) {
        this.root = root;
        this.settings = Set.copyOf(settings);
        modules = modules(read(root.resolve("pom.xml")));
    }

    /** Modules of the reactor. */
    Set<String> modules() {
        return modules;
    }

    private static Set<String> modules(String pom) {
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(pom)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** README, CHANGELOG and everything below docs. */
    List<Path> all() throws IOException {
        try (Stream<Path> below = Files.walk(root.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(root.resolve("README.md"), root.resolve("CHANGELOG.md")),
                            below.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    /** Text of a document. */
    String text(String document) {
        return read(root.resolve(document));
    }

    /** What a document names and the repository does not have; empty if all of it is there. */
    List<String> faults(Path document) {
        return faults(document, read(document));
    }

    /** As {@link #faults(Path)}, of a text that stands where the document does. */
    List<String> faults(Path document, String text) {
        List<String> faults = new ArrayList<>();
        for (Matcher link = LINK.matcher(text); link.find(); ) {
            String target = link.group(1);
            if (!target.contains("://")
                    && !Files.exists(document.resolveSibling(target).normalize())) {
                faults.add("link to %s, which is not there".formatted(target));
            }
        }
        for (Matcher topic = TOPIC.matcher(text); topic.find(); ) {
            if (Stream.of(Topic.values()).noneMatch(t -> t.topicName().equals(topic.group()))) {
                faults.add("topic %s is not in the catalogue".formatted(topic.group()));
            }
        }
        for (Matcher fence = FENCE.matcher(text); fence.find(); ) {
            for (Matcher command = COMMAND.matcher(fence.group(1)); command.find(); ) {
                commands.fault(command.group(1)).ifPresent(faults::add);
            }
        }
        for (Matcher code = CODE.matcher(FENCE.matcher(text).replaceAll("")); code.find(); ) {
            fault(code.group(1).replaceAll("\\s+", " ").strip()).ifPresent(faults::add);
        }
        return faults;
    }

    private Optional<String> fault(String code) {
        if (code.startsWith("./hilum ") || code.startsWith("hilum ")) {
            return commands.fault(code.substring(code.indexOf(' ') + 1));
        }
        if (code.startsWith("--")) {
            String option = code.split("[ =]")[0];
            return commands.knows(option)
                    ? Optional.empty()
                    : Optional.of("no command has the option %s".formatted(option));
        }
        Matcher type = TYPE.matcher(code);
        if (type.matches()) {
            String file = type.group(1).replace('.', '/') + "/" + type.group(2).replace('.', '$');
            return isCompiled(file + ".class")
                    ? Optional.empty()
                    : Optional.of("no type %s".formatted(code));
        }
        if (LOWER_NAME.matcher(code).matches()) {
            return settings.contains(code) || isCompiled(code.replace('.', '/'))
                    ? Optional.empty()
                    : Optional.of("%s is neither a setting nor a package".formatted(code));
        }
        if (SERVICE.matcher(code).matches() && !modules.contains(code)) {
            return Optional.of("no module %s".formatted(code));
        }
        if (isOurPath(code) && !Files.exists(root.resolve(code))) {
            return Optional.of("no file %s".formatted(code));
        }
        return Optional.empty();
    }

    private boolean isOurPath(String code) {
        if (code.matches("[\\w-]+\\.(md|yml|xml)") || code.matches("\\./(hilum|mvnw)")) {
            return true;
        }
        String first = code.split("/")[0];
        return PATH.matcher(code).matches()
                && (modules.contains(first) || Set.of("docs", "deploy", ".ci").contains(first));
    }

    private boolean isCompiled(String path) {
        return modules.stream()
                .anyMatch(
                        module ->
                                Files.exists(
                                        root.resolve(module)
                                                .resolve("target/classes")
                                                .resolve(path)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
