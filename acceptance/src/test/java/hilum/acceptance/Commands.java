package hilum.acceptance;

import hilum.cli.Hilum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command line's own model of its commands, against which a written command is read. */
final class Commands {
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    private final CommandLine hilum = new CommandLine(new Hilum());

    /** What is wrong with the words that follow {@code hilum}; empty if they are a command. */
    Optional<String> fault(String words) {
        CommandLine command = hilum;
        boolean isValue = false;
        for (String word : words(words)) {
            CommandSpec spec = command.getCommandSpec();
            if (isValue) {
                isValue = false;
            } else if (word.startsWith("-")) {
                String option = word.replaceFirst("=.*", "");
                if (!has(spec, option)) {
                    return Optional.of(
                            "hilum %s has no option %s".formatted(path(command), option));
                }
                isValue = !word.contains("=") && takesValue(spec, option);
            } else if (command.getSubcommands().containsKey(word)) {
                command = command.getSubcommands().get(word);
            } else if (spec.positionalParameters().isEmpty()) {
                return Optional.of(
                        "hilum %s takes no %s".formatted(path(command), word).replace("  ", " "));
            }
        }
        return Optional.empty();
    }

    private static boolean takesValue(CommandSpec command, String option) {
        return command.findOption(option) != null && command.findOption(option).arity().max() > 0;
    }

    /** Whether any command has the option. */
    boolean knows(String option) {
        return knows(hilum, option);
    }

    private static boolean knows(CommandLine command, String option) {
        return has(command.getCommandSpec(), option)
                || command.getSubcommands().values().stream().anyMatch(sub -> knows(sub, option));
    }

    /** Help and version belong to every command, given by the program when it starts. */
    private static boolean has(CommandSpec command, String option) {
        return option.equals("--help")
                || option.equals("--version")
                || command.findOption(option) != null;
    }

    private static String path(CommandLine command) {
        return command.getCommandSpec().qualifiedName(" ").replaceFirst("^hilum ?", "");
    }

    /** The words up to the end of this command: a comment, a pipe or the next command. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find() && !matcher.group().matches("#.*|\\||&&|;|>.*")) {
            words.add(matcher.group());
        }
        return words;
    }
}
