### The portal's page for newcomers: from a link to an account and into the chat. The name of each begins with page-.

page-newcomers-heading = Come in, step by step
page-newcomers-intro =
    This page leads you to an account, and into the chat where you will meet your group. There are five small steps.

    There is no hurry. You can close the page and come back by the same link.
page-newcomers-no-script =
    This page could do more for you if its script were allowed to run; most browsers let it. Without it, your code is what stands in the address of this page behind the # sign, and you can make your account with Element on a computer, as told in step 2.
page-newcomers-no-code =
    There is no code in the address of this page. If you have a link with a code, please open it again from the message in which it came, whole to its last letter. If your link was used already, your account is there: go on with step 3.

page-newcomers-code = Your code
page-newcomers-code-once = It lets one person make one account. Please show it to nobody else.
page-newcomers-qr = Would you rather use your phone? Point its camera here, and this page opens there.
page-newcomers-qr-label = A QR code with the address of this page and your code

page-newcomers-name = Choose a name that does not give you away
page-newcomers-name-why =
    The name of your account stays for ever, and the people in your group can see it. So let it tell nothing about who you are: not your full name, not the year in which you were born, no town, no workplace, no name that you use elsewhere on the internet. Something like quiet-teapot or two-left-socks is just right.

    Later, in the app, you also choose a profile name. That is what people will call you. Your first name or a nickname is fine there, and you can change it whenever you like.

page-newcomers-account = Make your account
page-newcomers-name-label = The name of your account
page-newcomers-name-hint = Small letters, digits, and - . _ between them. It cannot be changed later.
page-newcomers-year = There is a year in this name. If it is the one in which you were born, please choose another name.
page-newcomers-password-label = A password
# $shortest (how many characters)
page-newcomers-password-hint = At least { $shortest } characters. Three or four words that have nothing to do with each other are good, and easy to keep. Write it down.
page-newcomers-password-show = Show what I type
page-newcomers-button = Make my account
page-newcomers-says-waiting = One moment, please…
page-newcomers-says-taken = Somebody has this name already. Please choose another. (If you pressed the button before and the page could not be reached then, it may be yours: try it in step 3.)
page-newcomers-says-name = This name does not work. It may have small letters, digits, and the signs - . _ and nothing else.
page-newcomers-says-weak = This password is too short, or too easy to guess. Please choose a longer one.
page-newcomers-says-code = Your code does not work any more. Each works once, for a fortnight. If you made an account with it, go on with step 3. If not, please ask the person who sent you the link for a new one.
page-newcomers-says-busy = A lot is going on just now. Nothing is lost. Please wait a minute, then press the button again.
page-newcomers-says-elsewhere = The account cannot be made on this page just now. That is not your fault. Please tell the person who sent you the link.
page-newcomers-says-unreachable = We could not reach the server. Nothing is lost. Please look whether you are online, then press the button again.
page-newcomers-made = Your account is made. It is called
page-newcomers-made-next =
    Please write this name and your password down now, together, and keep them where only you find them. Nobody can tell you the password again.

    Then go on with step 3.
# $server (a name)
page-newcomers-account-where = Your account is kept by the server { $server }. Your password goes from your browser to that server, and nowhere else.
page-newcomers-by-app = Another way: with Element on a computer
# $server (a name)
page-newcomers-by-app-how =
    In Element on a computer, as an app or in a browser, choose Create account. Change the server to { $server }, type the name and a password, and then your code when it asks for a registration token.

    On a phone, the apps cannot use your code. There, please make the account on this page.
page-newcomers-account-unknown =
    Please ask the person who sent you the link for the name of the server. Then, in Element on a computer, choose Create account, change the server to that name, and type your code when it asks for a registration token.

page-newcomers-app = Get the app, and sign in
page-newcomers-app-which = Choose what you have. You can use more than one later.
page-newcomers-server = The app asks for the server. It is
page-newcomers-your-name = Your account's name there is
page-newcomers-iphone = An iPhone or iPad
page-newcomers-iphone-how =
    In the App Store, find Element X and get it.
    Open it. Choose Sign in manually. Leave Create account alone: the app cannot use your code.
    If it names another server, choose Change account provider, then Other, and type the name of our server.
    Type the name of your account and your password.
page-newcomers-android = An Android phone or tablet
page-newcomers-android-how =
    In Google Play or F-Droid, find Element X and get it.
    Open it. Choose Sign in manually. Leave Create account alone: the app cannot use your code.
    If it names another server, choose Change account provider, then Other, and type the name of our server.
    Type the name of your account and your password.
page-newcomers-computer = A computer
page-newcomers-computer-how =
    Open Element in your browser, or get the app for your computer.
    Choose Sign in.
    If it names another server, choose Edit beside it, and type the name of our server.
    Type the name of your account and your password.

page-newcomers-key = Keep the way back
page-newcomers-key-why =
    Everything that you say is locked so that only your group can read it. The app offers you a recovery key: it is in its settings, under Encryption, and is called recovery. Please take it, write it on paper, and keep it where only you find it. It is what brings your messages back if you lose your phone.

    If you use a second phone or computer, the app there asks to be confirmed from the first one, or with this key. Please do that. Until then our bots and the people in your group cannot speak safely with the new device.

page-newcomers-tell = Tell us, and look for the invitation
page-newcomers-tell-how =
    Now tell the person who sent you the link what your account is called.

    A little later the app shows you an invitation to a private chat with our guide. Accept it. The guide is a program; it tells you what comes next, and there is nothing that you must know by heart.
