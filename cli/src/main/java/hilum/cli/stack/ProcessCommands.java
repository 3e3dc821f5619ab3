package hilum.cli.stack;

import hilum.cli.StackOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Commands on one process of the stack. */
public final class ProcessCommands {
    private ProcessCommands() {}

    /** {@code hilum restart SERVICE}. */
    @Command(
            name = "restart",
            description = "Stop one process in order and start it again.",
            footer = {"", "Example:", "  hilum restart embedding-service"})
    public static final class Restart implements Callable<Integer> {
        @Mixin private StackOptions options;

        @Parameters(paramLabel = "SERVICE", description = "A name that hilum status shows")
        private String name;

        @Override
        public Integer call() {
            return act(options, "/restart/", name, "restarts");
        }
    }

    /** {@code hilum kill SERVICE}: a fault drill. */
    @Command(
            name = "kill",
            hidden = true,
            description =
                    "Fault drill: end one process with SIGKILL; the supervisor starts it again.",
            footer = {"", "Example:", "  hilum kill trainer-service"})
    public static final class Kill implements Callable<Integer> {
        @Mixin private StackOptions options;

        @Parameters(paramLabel = "SERVICE", description = "A name that hilum status shows")
        private String name;

        @Override
        public Integer call() {
            return act(options, "/kill/", name, "was killed");
        }
    }

    private static int act(StackOptions options, String path, String name, String done) {
        var home = options.home();
        new StackClient(home, options.ports(home)).command(path + name);
        System.out.printf("%s %s%n", name, done);
        return 0;
    }
}
