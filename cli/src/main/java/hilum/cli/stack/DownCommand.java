package hilum.cli.stack;

import hilum.cli.StackOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hilum down}: stops the stack; loses nothing. */
@Command(
        name = "down",
        description = "Stop the local stack. Its state stays in its home.",
        footer = {"", "Example:", "  hilum down"})
public final class DownCommand implements Callable<Integer> {
    @Mixin private StackOptions options;

    @Override
    public Integer call() {
        var home = options.home();
        StackClient stack = new StackClient(home, options.ports(home));
        if (stack.status().isEmpty()) {
            System.out.printf("No stack runs in %s%n", home.path());
            return 0;
        }
        stop(stack);
        System.out.printf("The stack in %s has stopped%n", home.path());
        return 0;
    }

    /** Stops the stack and returns when its supervisor has ended. */
    public static void stop(StackClient stack) {
        long pid = stack.requireRunning().path("pid").asLong();
        stack.command("/down");
        ProcessHandle.of(pid).ifPresent(supervisor -> supervisor.onExit().join());
    }
}
