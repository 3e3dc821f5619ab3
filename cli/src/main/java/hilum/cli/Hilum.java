package hilum.cli;

import hilum.cli.bench.BenchCommand;
import hilum.cli.demo.DemoCommand;
import hilum.cli.encode.EncodeCommand;
import hilum.cli.erase.EraseCommand;
import hilum.cli.events.DeadLettersCommand;
import hilum.cli.events.FindMessageCommand;
import hilum.cli.events.FollowCommand;
import hilum.cli.language.ReadCommand;
import hilum.cli.language.VariantsCommand;
import hilum.cli.language.VerifyCommand;
import hilum.cli.llm.LlmCommand;
import hilum.cli.models.MetricsCommand;
import hilum.cli.models.ModelsCommand;
import hilum.cli.models.SearchCommand;
import hilum.cli.models.TrainCommand;
import hilum.cli.send.SendCommand;
import hilum.cli.send.SimulateCommand;
import hilum.cli.stack.DownCommand;
import hilum.cli.stack.LogsCommand;
import hilum.cli.stack.ProcessCommands;
import hilum.cli.stack.StatusCommand;
import hilum.cli.stack.UpCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code hilum} command. Ends with 0 done, 1 failed, 2 wrong usage, 3 the stack is not healthy.
 */
@Command(
        name = "hilum",
        mixinStandardHelpOptions = true,
        version = "Hilum 0.1.0-SNAPSHOT",
        description =
                "A chest X-ray stream that becomes image–text search and gets better by itself.",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the stack is not healthy.",
            "",
            "Example:",
            "  hilum demo --report summary.json"
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            ProcessCommands.Restart.class,
            ProcessCommands.Kill.class,
            StatusCommand.class,
            LogsCommand.class,
            SendCommand.class,
            SimulateCommand.class,
            FollowCommand.class,
            SearchCommand.class,
            TrainCommand.class,
            ModelsCommand.class,
            MetricsCommand.class,
            DeadLettersCommand.class,
            FindMessageCommand.class,
            EraseCommand.class,
            EncodeCommand.class,
            ReadCommand.class,
            VariantsCommand.class,
            VerifyCommand.class,
            LlmCommand.class,
            BenchCommand.class,
        })
public final class Hilum implements Runnable {
    /** Held, because the logging library forgets the levels of loggers that nobody holds. */
    private static final Logger ROOT = Logger.getLogger("");

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command: hilum --help lists them");
    }

    /** Runs a command line; returns its exit code. */
    public static int execute(String... args) {
        CommandLine hilum =
                new CommandLine(new Hilum())
                        .setExecutionExceptionHandler(Hilum::report)
                        .setAbbreviatedOptionsAllowed(false)
                        .setCaseInsensitiveEnumValuesAllowed(true);
        if (System.getenv("NO_COLOR") != null) {
            hilum.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        }
        hilum.getSubcommands().values().forEach(Hilum::giveHelp);
        return hilum.execute(args);
    }

    private static void giveHelp(CommandLine command) {
        CommandSpec its = command.getCommandSpec();
        if (its.mixinStandardHelpOptions()) {
            // A method's own: added later they would move the arguments that it gets.
        } else if (its.optionsMap().containsKey("--version")) { // a model's: only help is added
            its.addOption(
                    OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Show this help message and exit.")
                            .build());
        } else {
            its.mixinStandardHelpOptions(true);
        }
        command.getSubcommands().values().forEach(Hilum::giveHelp);
    }

    private static int report(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (System.getenv("HILUM_DEBUG") != null) {
            failure.printStackTrace(command.getErr());
        }
        if (failure instanceof Failure expected) {
            command.getErr().println(expected.getMessage());
            return expected.exitCode();
        }
        command.getErr()
                .printf(
                        "%s failed: %s (HILUM_DEBUG=1 shows where)%n",
                        command.getCommandName(),
                        failure.getMessage() == null
                                ? failure.getClass().getSimpleName()
                                : failure.getMessage());
        return Failure.FAILED;
    }

    public static void main(String[] args) {
        ROOT.setLevel(Level.SEVERE);
        System.exit(execute(args));
    }
}
