import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.elasticsearch.cli.Command;
import org.elasticsearch.cli.ProcessInfo;
import org.elasticsearch.cli.Terminal;
import org.elasticsearch.cluster.coordination.NodeToolCliProvider;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.KeyStoreWrapper;
import org.elasticsearch.xpack.security.authc.file.tool.UsersToolProvider;

/** Runs Elasticsearch's own command-line tools, by the first argument: node, users or keystore. */
public class Tool {
  public static void main(String[] args) throws Exception {
    LogConfigurator.configureESLogging();
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    if (args[0].equals("keystore")) {
      keystore(List.of(rest));
      return;
    }
    Command tool =
        args[0].equals("node")
            ? new NodeToolCliProvider().create()
            : new UsersToolProvider().create();
    System.exit(tool.main(rest, Terminal.DEFAULT, ProcessInfo.fromSystem()));
  }

  /**
   * The keystore's tool is not published. Of it there is what is documented of "add --stdin --force": values come from
   * standard input, a line each, and a keystore that is not there is made.
   */
  private static void keystore(List<String> args) throws Exception {
    if (!args.subList(0, 3).equals(List.of("add", "--stdin", "--force")))
      throw new IllegalArgumentException("no stand-in for elasticsearch-keystore " + args);
    Path config = Path.of(System.getProperty("es.path.conf"));
    KeyStoreWrapper keystore = KeyStoreWrapper.bootstrap(config, () -> null);
    BufferedReader values = new BufferedReader(Terminal.DEFAULT.getReader());
    for (String setting : args.subList(3, args.size()))
      keystore.setString(setting, values.readLine().toCharArray());
    keystore.save(config, new char[0]);
  }
}
