"""Whom each quotation is given to. Every person, place and outlet here is invented."""

import pytest

from tracker.ingest.extract import Speech, extract


def speakers(text: str) -> list[str]:
    """Speakers of the quotations that are somebody's words, in order; blank where none is named."""
    return [quote.speaker_name for quote in Speech(text).quotes if quote.form != "scare"]


CASES = [
    # Surnames that are titles or words of bodies as well.
    ("Rep. Stan King, of Arden, spoke. “Enforce the law,” King said.", ["Stan King"]),
    ("Rep. Stan King spoke. “Enforce the law,” said Mr. King. The king of Norland left.", ["Stan King"]),
    ("Rep. Al Green, of Arden, spoke. “Enforce the law,” Green said.", ["Al Green"]),
    ("Rep. Al Green spoke. “We object,” the Green Party said.", ["Green Party"]),
    # Surnames that are places or words of bodies, behind a given name.
    ("“We object,” said Marcelino Houston, a teacher.", ["Marcelino Houston"]),
    ("Enid Washington spoke. “We object,” Washington said.", ["Enid Washington"]),
    ("“We object,” said Rufus White, a baker. “Still,” he added.", ["Rufus White", "Rufus White"]),
    ("Enid Houston left. In Houston, the mayor was angry. “We object,” the mayor said.", [""]),
    ("“We object,” Grace Church said in a statement.", ["Grace Church"]),
    (
        "Mayor Dana Whitfield of Arden said the city would not change its rules. “We are not changing a thing,” the mayor said.",
        ["Dana Whitfield"],
    ),
    ("“We will sue,” Attorney General Marcus Oyelaran said Tuesday.", ["Marcus Oyelaran"]),
    (
        "“We will sue,” said state Attorney General Marcus Oyelaran, a Democrat, in a statement.",
        ["Marcus Oyelaran"],
    ),
    (
        "“We will sue,” said Oyelaran, who took office in January. “And we will win.”\n\nSheriff Lou Barret disagreed. “He will lose,” he said.",
        ["Oyelaran", "Oyelaran", "Lou Barret"],
    ),
    ("Sheriff Lou Barret, a Republican, told reporters: “My deputies follow the law.”", ["Lou Barret"]),
    ("According to Sheriff Lou Barret, the policy is “a mess of our own making.”", ["Lou Barret"]),
    ("The policy is “a mess of our own making,” according to Barret, the county sheriff.", ["Barret"]),
    ("ICE said in a statement that it “will not tolerate” the policy.", ["ICE"]),
    ("“The agency will not tolerate it,” ICE spokeswoman Carla Mendes said.", ["Carla Mendes"]),
    (
        "“The agency will not tolerate it,” a spokeswoman for ICE, Carla Mendes, said in an email.",
        ["Carla Mendes"],
    ),
    ("“The agency will not tolerate it,” an ICE spokesman said.", [""]),
    ("“The agency will not tolerate it,” said a spokesman for Gov. Ann Petrie.", [""]),
    ("“The agency will not tolerate it,” a spokesman for Gov. Ann Petrie said.", [""]),
    ("“We will sue,” Secretary of State Ann Petrie said.", ["Ann Petrie"]),
    ("Mayor Tom Reyes and Sheriff Dan Holt met. “We will not do it,” he said.", [""]),
    (
        "Mayor Tom Reyes and Sheriff Dan Holt met. Holt left early. “We will not do it,” he said.",
        ["Dan Holt"],
    ),
    ("“We must act,” Bea Lund and Ty Rowe said in a letter.", [""]),
    ("“We must act,” said Bea Lund and Ty Rowe.", [""]),
    ("“We must act,” said Bea Lund and Ty Rowe nodded.", ["Bea Lund"]),
    ("“We must act,” said Bea Lund, and Ty Rowe agreed.", ["Bea Lund"]),
    # Whose statement it is, not who speaks of it.
    ("Ann Petrie mocked a claim by Sheriff Lou Barret that the county is “a haven.”", ["Lou Barret"]),
    ("Ann Petrie read a statement from Sheriff Lou Barret: “We hold nobody.”", ["Lou Barret"]),
    ("Ann Petrie mocked remarks by Sheriff Lou Barret as “weak and foolish talk.”", ["Ann Petrie"]),
    ("Ann Petrie said of a claim by Sheriff Lou Barret that it was “weak and foolish.”", ["Ann Petrie"]),
    ("This, from Mayor Ann Petrie: “We are not changing a thing.”", ["Ann Petrie"]),
    # "his statement" is his, "the statement" nobody's.
    (
        "Sheriff Lou Barret objected. “We never ask anybody,” his statement continued.",
        ["Lou Barret"],
    ),
    ("Sheriff Lou Barret objected. “We never ask anybody,” the statement said.", [""]),
    # A name or pronoun and any verb behind a comma.
    ("Lou Barret took questions. “Come and see it,” he challenged them.", ["Lou Barret"]),
    ("Lou Barret left. “Come and see it.” He challenged them.", ["Lou Barret"]),
    # A day or month beside a name is not part of it.
    ("Sheriff Lou Barret left. On Tuesday Barret said: “No.”", ["Lou Barret"]),
    ("Sheriff Lou Barret left. In January Barret said: “No.”", ["Lou Barret"]),
    ("Sheriff Lou Barret Tuesday said: “No.”", ["Lou Barret"]),
    ("“No,” said June Petrie. A letter from April Barret said: “Yes.”", ["June Petrie", "April Barret"]),
    # Who brings a subject of one's own into a joined clause.
    (
        "Answers came, with Ann Petrie calling it “a waste of all our time” and Lou Barret saying it was “a great day.”",
        ["Ann Petrie", "Lou Barret"],
    ),
    # A quotation left open is whoever's the next paragraph says.
    (
        "Mayor Ann Petrie left.\n\n“We will sue. It is our right.\n\n“We will win,” Sheriff Lou Barret said.",
        ["Lou Barret", "Lou Barret"],
    ),
    (
        "ELMORA—House Committee on Order and Reform Chairman Ann Petrie (R-Ohio) today announced: “We will meet.”",
        ["Ann Petrie"],
    ),
    (
        "Elmora Mayor Ann Petrie issued the following remarks:\n“This morning we had reports of it.”",
        ["Ann Petrie"],
    ),
    (
        "Director Lou Barret issued the following statement on its site.\n\n“Our officers were outnumbered.”",
        ["Lou Barret"],
    ),
    (
        "A jailer left. The Elmora Sun-News reports a jailer “told them that it would be in vain.”",
        ["Elmora Sun-News"],
    ),
    (
        "Rep. Ann Petrie released the following statement after the Supreme Court announced that it will hear the case:\n\n“We are glad of it.”",
        ["Ann Petrie"],
    ),
    (
        "[05:57:54] LOU BARRET, FORMER SHERIFF: He lies.\n\nUNIDENTIFIED FEMALE: How?\n\nBARRET: Every day.",
        ["Lou Barret", "", "Lou Barret"],
    ),
    # Two bodies or two members said it together.
    ("Elmora News and CNN said the plan was “a mess of our own making.”", [""]),
    ("Reps. Ann Petrie of Ohio and Lou Barret of Iowa said it was “a mess of our own making.”", [""]),
    ("“We need to ensure that it works” said Republican Lou Barret an early author.", ["Lou Barret"]),
    ("Barret said holds began in May, and said it is “wrong to place them in any jail at all.”", ["Barret"]),
    ("Barret said Petrie announced holds in May, and said it is “wrong to place them in jail.”", ["Barret"]),
    ("Lou Barret said that it “could help keep us aware of it,” according to CNN.", ["Lou Barret"]),
    (
        "“We will go on,” said ICE Senior Official Performing the Duties of the Director Lou H. Barret.",
        ["Lou H. Barret"],
    ),
    (
        "Sheriff Lou Barret spoke. “We need to protect it.” Barret continued. “We are here.”",
        ["Lou Barret"] * 2,
    ),
    (
        "Former Attorney General and former Sen. Lou Barret (R-Ohio), who is running again in Elmora, told CNN that it is “a mess of our own making.”",
        ["Lou Barret"],
    ),
    (
        "Ann Petrie wrote to him, writing that the raids would condemn many people to a “sentence of death.”",
        ["Ann Petrie"],
    ),
    ("Ann Petrie spoke. “Sending them back is wrong and must be stopped,” Said Petrie.", ["Ann Petrie"]),
    # Headlines set every word as a name.
    ("Lou Barret Slams Petrie Over Jail Ban\n\n“No,” Barret said of the ban.", ["Lou Barret"]),
    (
        "Petrie Defends Jail Policy\n\nMayor Ann Petrie spoke. “No,” Petrie said of the policy.",
        ["Ann Petrie"],
    ),
    ("Mayor Petrie Defends Jail Policy\n\n“No,” Petrie said.", ["Petrie"]),
    ("“No,” Sheriff Hill said.", ["Hill"]),
    ("“No,” the Arden Police Department said.", ["Arden Police Department"]),
    ("“No,” the Justice Department said.", ["Justice Department"]),
    ("“No,” Justice Ann Petrie said.", ["Ann Petrie"]),
    ("“No,” the Lowe County Sheriff's Office said.", ["Lowe County Sheriff's Office"]),
    ("“No,” the Lowe County State's Attorney's Office said.", ["Lowe County State's Attorney's Office"]),
    ("“No,” the Attorney General's Office said.", ["Attorney General's Office"]),
    ("“No,” said Trump's Justice Department.", ["Justice Department"]),
    ("“No,” the National Sheriffs' Association said.", ["National Sheriffs' Association"]),
    ("“No,” the Ohio Judges Association said.", ["Ohio Judges Association"]),
    ("“No,” the General Services Administration said.", ["General Services Administration"]),
    ("“No,” said the Center for Border Studies.", ["Center for Border Studies"]),
    ("“No,” said the Office of the Public Defender.", ["Office of the Public Defender"]),
    ("“No,” said the Department of Health and Human Services.", ["Department of Health and Human Services"]),
    ("“No,” U.S. Customs and Border Protection said.", ["U.S. Customs and Border Protection"]),
    ("“No,” said Customs and Border Protection spokesman Al Birch.", ["Al Birch"]),
    ("“No,” said the Committee on Rules and the Committee on Finance.", ["Committee on Rules"]),
    ("“No,” the Department said.", [""]),
    ("“No,” the Justice Department on Tuesday said.", ["Justice Department"]),
    ("“No,” said the Committee on Rules and Sen. Ann Petrie.", ["Committee on Rules"]),
    ("The Council of Mayors and Gov. Ann Petrie met. “No,” she said.", ["Ann Petrie"]),
    (
        "“No,” said the Department of Parks and U.S. Customs and Border Protection.",
        ["Department of Parks"],
    ),
    ("“No,” said the Committee for Ann Petrie.", [""]),
    ("“The agency will not tolerate it,” the governor's spokesman, Joe Tull, said.", ["Joe Tull"]),
    ("“I never said that,” insisted Rep. Paul Quist (R-Ohio), who chairs the panel.", ["Paul Quist"]),
    ("“I never said that,” Rep. Paul Quist, R-Ohio, insisted.", ["Paul Quist"]),
    ("“I never said that,” Paul Quist, 54, a Republican from Ohio, insisted.", ["Paul Quist"]),
    (
        "Senator Ruth Haney asked Secretary John Mull about the list. “I have not read it,” he said.",
        ["John Mull"],
    ),
    (
        "Ruth Haney and John Mull met Monday. “It went well,” she said. “He listened.”",
        ["Ruth Haney", "Ruth Haney"],
    ),
    (
        "“It went well,” Haney said of the meeting with Mull. “He listened.”\n\n“I hope it helps,” she added.",
        ["Haney", "Haney", "Haney"],
    ),
    ("BARRET: We follow the law.\n\nHANEY: Do you?\n\nBARRET: Every day.", ["Barret", "Haney", "Barret"]),
    (
        "In a letter to the council, Chief Ray Osborne wrote that the city “has nothing to hide” and “will comply.”",
        ["Ray Osborne", "Ray Osborne"],
    ),
    (
        "Chief Ray Osborne called the list “a political stunt,” adding that it was “riddled with errors.”",
        ["Ray Osborne", "Ray Osborne"],
    ),
    (
        "Calling the list “a political stunt,” Chief Ray Osborne said the county would appeal.",
        ["Ray Osborne"],
    ),
    ("The list, Osborne said, is “riddled with errors.”", ["Osborne"]),
    ("“The list,” Osborne said, “is riddled with errors.”", ["Osborne", "Osborne"]),
    ("“The list is wrong,” he said, “and they know it.”", ["", ""]),
    ("The Department of Justice said the cities “flout federal law.”", ["Department of Justice"]),
    ("“They flout federal law,” the department said in a news release.", [""]),
    ("The news release quoted Director Tom Varga as saying: “We are ready.”", ["Tom Varga"]),
    ("Director Tom Varga was quoted as saying “We are ready.”", ["Tom Varga"]),
    ("Asked about the list, Varga said: “No comment.”", ["Varga"]),
    ("Varga — the former sheriff of Polk County — said the rules were “written in a hurry.”", ["Varga"]),
    ("The rules, which Varga described as “written in a hurry,” take effect Friday.", ["Varga"]),
    ("Tom Varga’s wife, Elena Varga, said: “He is tired.”", ["Elena Varga"]),
    ("“He is tired,” Varga’s lawyer, Susan Oakes, told the Daily Courier.", ["Susan Oakes"]),
    ("“He is tired,” the Daily Courier quoted Oakes as saying.", ["Oakes"]),
    ("“The crackdown failed,” the Daily Courier wrote in an editorial.", ["Daily Courier"]),
    (
        "Immigration lawyer Susan Oakes said she was stunned. “I have never seen this,” she said. “Never.”",
        ["Susan Oakes", "Susan Oakes"],
    ),
    ("Petrie ally Bob Trent said the plan was “dead on arrival.”", ["Bob Trent"]),
    ("Under the plan, Gov. Ann Petrie said, agents would be “everywhere you look.”", ["Ann Petrie"]),
    ("“The era of excuses is over,” Petrie tweeted.", ["Petrie"]),
    ("Petrie told a crowd of supporters in Dayton that “the era of excuses is over.”", ["Petrie"]),
    ("Protesters chanted “No more raids now!” outside.", [""]),
    ("One sign read, “No more raids in our town.”", [""]),
    ("“We were scared,” said one woman, who declined to give her name.", [""]),
    (
        "“We were scared,” said Maria Lopez, a mother of three.\n\nHer brother, Hector Lopez, agreed. “We hid,” he said.",
        ["Maria Lopez", "Hector Lopez"],
    ),
    ("U.S. District Judge Helen Marsh ruled that the order was “arbitrary and capricious.”", ["Helen Marsh"]),
    ("“The order is arbitrary,” Marsh wrote in a 40-page ruling.", ["Marsh"]),
    ("Secretary of Homeland Security Karen Dole said: “We mean it.”", ["Karen Dole"]),
    (
        "House Speaker Neil Garrity and Senate leader Pam Voss issued statements. “We will vote,” Garrity said. Voss said: “We will not.”",
        ["Neil Garrity", "Pam Voss"],
    ),
    (
        "“We will vote,” Garrity said.\n\n“We will not,” said Voss.\n\n“Then we are stuck,” he replied.",
        ["Garrity", "Voss", "Garrity"],
    ),
    (
        "Mr. Cole said the city “has no choice.” Mrs. Cole disagreed: “There is always a choice.”",
        ["Cole", "Cole"],
    ),
    (
        "The governor, Ann Petrie, a two-term Democrat who is running for Senate, on Friday called the lawsuit “a waste of money.”",
        ["Ann Petrie"],
    ),
    (
        "“It is a waste of money,” Petrie, a two-term Democrat who is running for Senate, said on Friday.",
        ["Petrie"],
    ),
    ("Officials in Cook County said the policy “keeps families together.”", [""]),
    ("Neither Petrie nor her office responded. “They are hiding,” said Lou Barret.", ["Lou Barret"]),
    ("“We will fight this”, said Petrie.", ["Petrie"]),
    ("Petrie said she would “fight this in every court.” Barret said he would not.", ["Petrie"]),
    ("''We will fight this,'' Ms. Petrie said. ''And we will win.''", ["Petrie", "Petrie"]),
    ("In an interview with Barret, Petrie said, “We will fight this.”", ["Petrie"]),
    ("During a hearing chaired by Barret, Petrie told lawmakers, “We will fight this.”", ["Petrie"]),
    ("“We will fight this,” said the mayor of Arden, Dana Whitfield.", ["Dana Whitfield"]),
    ("“We will fight this,” said Arden Mayor Dana Whitfield.", ["Dana Whitfield"]),
    (
        "“We will fight this,” said Dana Whitfield, the mayor of Arden, where Lou Barret is sheriff.",
        ["Dana Whitfield"],
    ),
    ("Arden’s mayor said the order was “a gift to nobody.”", [""]),
    (
        "Lou Barret, the sheriff, and Dana Whitfield, the mayor, met. Whitfield said Barret had been “very clear with me.”",
        ["Dana Whitfield"],
    ),
    ("Barret, whom Whitfield has called “a loose cannon,” did not reply.", ["Whitfield"]),
    ("It was, Whitfield said, “a long night.” Barret called it “a short one.”", ["Whitfield", "Barret"]),
    ("Whitfield acknowledged that the city had made mistakes but said “we own them.”", ["Whitfield"]),
    (
        "“We own them,” Whitfield said, referring to what Barret called “the mistakes of this city.”",
        ["Whitfield", "Barret"],
    ),
    ("Advocates, including Susan Oakes, said the program “tears families apart.”", [""]),
    ("Susan Oakes, of the Immigrant Law Center, said the program “tears families apart.”", ["Susan Oakes"]),
    ("The ACLU’s Susan Oakes said the program “tears families apart.”", ["Susan Oakes"]),
    ("“It tears families apart,” said the ACLU’s Susan Oakes.", ["Susan Oakes"]),
    ("“It tears families apart,” said Oakes, an attorney with the ACLU of Texas.", ["Oakes"]),
    ("Oakes said ICE Director Tom Varga “does not get it.”", ["Oakes"]),
    (
        "Varga said in an interview with Channel Nine on Tuesday that the cities were “un-American in every way.”",
        ["Varga"],
    ),
    ("“It’s a good list,” he said of it. Varga added: “It’s a great list.”", ["", "Varga"]),
    ("President-elect Carl Dunn’s promise to “drain every swamp” has stalled.", ["Carl Dunn"]),
    ("“You can’t do that,” Dunn was told by Judge Helen Marsh.", ["Helen Marsh"]),
    (
        "WASHINGTON (AP) — The administration sued Arden on Monday over policies that Attorney General Lee Dunn called “a threat to every officer in the state.”",
        ["Lee Dunn"],
    ),
    (
        "“Sanctuary policies are a danger to public safety,” Homeland Security Assistant Secretary Nora Pike said in a statement. “We will keep arresting people.”",
        ["Nora Pike", "Nora Pike"],
    ),
    (
        "Pike, who has led the agency since March, said officers had “made the streets safer.” She did not give figures.",
        ["Pike"],
    ),
    (
        "Arden County Sheriff Ned Cole said his office would honor the requests. “If a judge signs a warrant, we hold them,” Cole said. “It’s that simple.”\n\nBut Amy Tran, a lawyer with the Immigrant Defense Project, said detainers are not warrants.\n\n“They are requests,” she said. “Counties can say no.”",
        ["Ned Cole", "Ned Cole", "Amy Tran", "Amy Tran"],
    ),
    (
        "The county’s lawyer, Joel Marsh, argued that the order “commandeers” local officers. Judge Helen Rowe seemed skeptical. “Where does the statute say that?” she asked.",
        ["Joel Marsh", "Helen Rowe"],
    ),
    (
        "“We’re a welcoming city,” Mayor Tomas Ruiz, who emigrated from Peru as a child, told a crowd of about 300 outside City Hall. “That won’t change because of a list.”",
        ["Tomas Ruiz", "Tomas Ruiz"],
    ),
    ("Ruiz’s predecessor, Gail Stone, had called the ordinance “a mistake from day one.”", ["Gail Stone"]),
    (
        "“This ordinance protects nobody,” said Councilwoman Dee Fry, who voted no. Councilman Al Ortiz, its sponsor, disagreed.\n\n“It protects all of us,” he said.",
        ["Dee Fry", "Al Ortiz"],
    ),
    (
        "The lists, published Thursday, name more than 500 places. “I was shocked to see us there,” said Pat Odom, chairman of the Polk County commission, in a phone interview.\n\nOdom said the county had never passed such a policy. “Somebody made an error,” he said.\n\nA DHS official said the list would be updated.",
        ["Pat Odom", "Pat Odom"],
    ),
    (
        "“There is no legal definition,” explained Lena Marquez-Hall, a law professor at Ohio State University. “That’s the problem.”",
        ["Lena Marquez-Hall", "Lena Marquez-Hall"],
    ),
    (
        "“There is no legal definition,” explained law professor Lena Marquez-Hall of Ohio State University.",
        ["Lena Marquez-Hall"],
    ),
    (
        "Asked if the city would comply, spokesman Rick Dale said only that “the law is the law.”",
        ["Rick Dale"],
    ),
    ("Dale declined to comment further, citing “pending litigation in federal court.”", ["Dale"]),
    ("In its lawsuit, the city says the conditions are “unconstitutional, unlawful and unwise.”", [""]),
    ("The lawsuit calls the conditions “unconstitutional, unlawful and unwise.”", [""]),
    (
        "Chicago Mayor Tomas Ruiz and Police Superintendent Ed Jonas held a news conference. Ruiz said the city would sue. “We have no choice,” the mayor said. Jonas said crime was down. “These policies work,” he said.",
        ["Tomas Ruiz", "Ed Jonas"],
    ),
    ("“Our officers are not immigration agents,” the police chief, Ed Jonas, said.", ["Ed Jonas"]),
    ("“Our officers are not immigration agents,” said Jonas, the chief of police.", ["Jonas"]),
    (
        "“Our officers are not immigration agents,” said Police Chief Ed Jonas, adding: “They never will be.”",
        ["Ed Jonas", "Ed Jonas"],
    ),
    (
        "Former ICE official Dan Cruz, now a fellow at the Center for Immigration Studies, said the numbers were “not even close to real.”",
        ["Dan Cruz"],
    ),
    (
        "Dan Cruz, a former ICE official, and Amy Tran, the lawyer, both spoke. “The numbers are wrong,” Cruz said. Tran called them “wildly misleading.”",
        ["Dan Cruz", "Amy Tran"],
    ),
    (
        "Sen. Paul Quist, R-Ohio, and Rep. Ruth Haney, D-Texas, introduced the bill. “It’s time,” Haney said. Quist said it was “past time to act.”",
        ["Ruth Haney", "Paul Quist"],
    ),
    (
        "Rep. Ruth Haney (D) said the bill “has bipartisan support.” “It will pass,” the congresswoman predicted.",
        ["Ruth Haney", "Ruth Haney"],
    ),
    (
        "President Carl Dunn signed the order Friday. “It’s a big day,” he said, flanked by Vice President Jo Marsh. “A very big day.”",
        ["Carl Dunn", "Carl Dunn"],
    ),
    ("“It’s a big day,” the president said.", [""]),
    ("President Carl Dunn signed the order Friday. “It’s a big day,” the president said.", ["Carl Dunn"]),
    (
        "“It’s a big day,” Dunn said as he signed it. Vice President Jo Marsh stood behind him. “We are proud,” she said.",
        ["Dunn", "Jo Marsh"],
    ),
    ("Gov. Ann Petrie vetoed the bill. Petrie’s veto message said it “goes too far.”", ["Ann Petrie"]),
    (
        "“It goes too far,” Petrie wrote in her veto message, which Haney called “cowardly and cruel.”",
        ["Petrie", "Haney"],
    ),
    ("“It goes too far,” reads the veto message.", [""]),
    (
        "The governor’s office did not respond to a request for comment. In a tweet, Petrie wrote: “It goes too far.”",
        ["Petrie"],
    ),
    ("“HE LIES!” Dunn posted on Chirper.", ["Dunn"]),
    (
        "Maria Gomez, 34, said agents took her husband as he left for work. “They did not show a paper,” Gomez said through an interpreter. “My daughter saw it all.”",
        ["Maria Gomez", "Maria Gomez"],
    ),
    ("Her sister, Rosa Gomez, said she had not slept. “Every car scares me,” she said.", ["Rosa Gomez"]),
    ("“Every car scares me,” said Rosa, who asked that her last name not be used.", ["Rosa"]),
    ("“Every car scares me,” said a 42-year-old housekeeper who gave only her first name, Rosa.", [""]),
    ("“Every car scares me,” she told The Arden Courier.", [""]),
    (
        "Police Chief Ed Jonas said that officers had been told to “stand down.” Asked who had given the order, he said: “I can’t discuss that.”",
        ["Ed Jonas", "Ed Jonas"],
    ),
    (
        "“I can’t discuss that,” Jonas told reporters when asked who gave the order to what he called “a rogue unit.”",
        ["Jonas", "Jonas"],
    ),
    (
        "Jonas denied that. “That’s a lie,” he said of Cole’s account. Cole stood by it: “I know what I saw.”",
        ["Jonas", "Cole"],
    ),
    (
        "Cole and Jonas have feuded for years. In 2019, Cole called Jonas “a politician with a badge.” Jonas responded that Cole was “a badge without a brain.”",
        ["Cole", "Jonas"],
    ),
    ("“He’s a politician,” said Cole. “I’m not,” Jonas shot back.", ["Cole", "Jonas"]),
    (
        "WALLACE: Sheriff Cole, welcome.\n\nCOLE: Thanks for having me.\n\nWALLACE: Why did you sue?\n\nCOLE (laughing): Because I had to.",
        ["Wallace", "Cole", "Wallace", "Cole"],
    ),
    ("Q: Why did you sue?\n\nA: Because I had to do something about it.", ["", ""]),
    (
        "Tran said the ruling “affirms what we have said all along: that local police answer to local voters.”",
        ["Tran"],
    ),
    ("As Tran put it, “local police answer to local voters.”", ["Tran"]),
    ("Said Tran: “Local police answer to local voters.”", ["Tran"]),
    ("Said Ann Tran: “Local police answer to local voters.”", ["Ann Tran"]),
    ("“Enough,” Said Tran said. Said Tran is a lawyer.", ["Said Tran"]),
    ("Ald. Bo Lund (15th) objected. “It is over,” said Ald. Lund.", ["Bo Lund"]),
    ("“It is over,” said Del. Bo Lund, D-Arden.", ["Bo Lund"]),
    ("“It is over,” said Supv. Bo Lund.", ["Bo Lund"]),
    ("Assemblymember Bo Lund wrote it. Assemblymember Lund said it “protects workers.”", ["Bo Lund"]),
    ("“We need this,” said Supervisors Dana Rowe and Bo Lund.", [""]),
    ("“We need this,” said Aldermen Dana Rowe and Bo Lund.", [""]),
    ("“We will win,” said Attorneys General Dana Rowe and Bo Lund.", [""]),
    ("Councilmember Dana Rowe spoke first. “It is unfair,” the councilwoman said.", ["Dana Rowe"]),
    ("Ald. Dana Rowe spoke first. “It is unfair,” the alderwoman said.", ["Dana Rowe"]),
    ('Councilman John "Tony" Lund came. “It is good,” said Lund.', ['John "Tony" Lund']),
    ("Rep. Jesus “Chuy” Lund said it “is done for good.”", ["Jesus “Chuy” Lund"]),
    ("Robert (Bob) Lund came. “It is good,” said Lund.", ["Robert (Bob) Lund"]),
    ("“It is wrong,” said Houston Mayor, Carl Lund.", ["Carl Lund"]),
    ("“We must act,” said Commissioner Will Lund.", ["Will Lund"]),
    ("“We follow the law,” the Lowe County Sheriff said.", [""]),
    ("Added Lund: “I will keep fighting it.”", ["Lund"]),
    ("Alder Mills-Rowe said the sheriff was “unfair to us.”", ["Mills-Rowe"]),
    ("Congresswoman Ann Van Horn left. “These rules harm us,” said Rep. Van Horn.", ["Ann Van Horn"]),
    ("Supporters of SB9 rallied. SB9 would ban it. “This is a good law,” she said.", [""]),
    ("“We act,” said Jail Director and CEO Rob Lund.", ["Rob Lund"]),
    ("“We act,” said the mayor and Sheriff Rob Lund.", [""]),
    ("Jail Board President and Lowe County Sheriff Hank Lund:\n“We stand together.”", ["Hank Lund"]),
    ("Arden Police Department (APD) Commissioner Rob Lund said it “is plainly false.”", ["Rob Lund"]),
    ("The AGs said that “Congress barred the agency from using grants.”", [""]),
    ("“No,” the ACLU of Ohio said.", ["ACLU of Ohio"]),
    (
        "“No,” said the American Civil Liberties Union (ACLU) of Ohio.",
        ["American Civil Liberties Union (ACLU) of Ohio"],
    ),
    ("The committee held a hearing today titled, “A Day with Sheriffs.” Members spoke.", []),
    ("Columbus – Rep. Rob Lund spoke before the hearing on “sanctuary” policies.", []),
    (
        "“I demand it,” Lund said in a statement:\nGov. Rob Lund also signed an order which bars all agents.",
        ["Rob Lund"],
    ),
    ("Additionally, the auditor found that “costs exceeded the revenue by far.”", [""]),
    ("Furthermore, the auditor found that “costs exceeded the revenue by far.”", [""]),
    ("Undersecretary for Housing Ann Tran said many “will leave us.”", ["Ann Tran"]),
    ("Spokeswoman for Mayor Ann Tran said many “will leave us.”", [""]),
    ("Press Secretary for Mayor Ann Tran said many “will leave us.”", [""]),
    ("The Executive Director said it was “wrong from the start.”", [""]),
    ("“No,” the County Supervisors Association of Arden said.", ["County Supervisors Association of Arden"]),
    (
        "“No,” the Association of Deputy District Attorneys said.",
        ["Association of Deputy District Attorneys"],
    ),
    (
        "“No,” the International Association of Chiefs of Police said.",
        ["International Association of Chiefs of Police"],
    ),
    ("“Local police,” according to Tran, “answer to local voters.”", ["Tran", "Tran"]),
    ("For his part, Cole said he was “tired of lawyers.”", ["Cole"]),
    ("Cole — no fan of the ordinance — said he was “tired of lawyers.”", ["Cole"]),
    ("Cole, like many sheriffs, said he was “tired of lawyers.”", ["Cole"]),
    ("Sources told CNN that Cole was “furious with everyone.”", [""]),
    (
        "The report found that the program “did not reduce crime.” Its author, Beth Lund, said: “The data are clear.”",
        ["", "Beth Lund"],
    ),
    ("The Courier reported that Cole had “resigned in protest over it.”", ["Courier"]),
    ("Cole had “resigned in protest over it,” the Courier reported.", ["Courier"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:50] for text, _ in CASES])
def test_speaker_is_named_or_left_blank(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


def test_verb_of_saying_across_a_long_apposition_keeps_its_subject() -> None:
    text = (
        "Dana Whitfield, who was elected mayor of Arden in 2014 after two terms on the council, and who has "
        "fought the state ever since, said the bill was “a bad joke told twice.”"
    )
    assert speakers(text) == ["Dana Whitfield"]


def test_multi_paragraph_quotation_keeps_its_speaker() -> None:
    text = "“It began in May,” Dana Whitfield said. “We were calm.\n\n“Then the letters came.”"
    assert speakers(text) == ["Dana Whitfield"] * 3


def test_pieces_of_one_utterance_share_a_group() -> None:
    quotes = Speech(
        "“The list,” Dana Whitfield said, “is wrong. All of it.” Ned Cole said: “It is right.”"
    ).quotes
    assert [quote.group for quote in quotes] == [1, 1, 2]


def test_reported_words_are_never_of_the_group_of_marked_ones() -> None:
    found = extract(
        "“We will appeal,” Mayor Ana Lind said. Sheriff Tom Orr said that the county would sue the state."
    )
    assert [quote.group for quote in (*found.quotes, *found.indirect)] == [1, 2]


def test_speaker_title_is_what_was_printed() -> None:
    (quote,) = Speech("“We will sue,” Attorney General Marcus Oyelaran said.").quotes
    assert (quote.speaker_name, quote.speaker_title) == ("Marcus Oyelaran", "Attorney General")


def test_mention_is_the_span_the_passage_names_the_speaker_by() -> None:
    text = "Mayor Dana Whitfield was calm. “We are not moving,” she said."
    (quote,) = Speech(text).quotes
    assert quote.mention is not None
    assert (quote.mention.text, quote.speaker_name) == ("she", "Dana Whitfield")
    assert text[quote.mention.start : quote.mention.end] == "she"


def test_spokesman_without_a_name_is_unnamed_and_not_his_principal() -> None:
    (quote,) = Speech("“No comment today,” said a spokesman for Gov. Ann Petrie.").quotes
    assert (quote.speaker_name, quote.speaker_kind) == ("", "unnamed")


def test_body_speaks_as_organization() -> None:
    (quote,) = Speech("The Department of Parks said the trees were “sick beyond any help.”").quotes
    assert (quote.speaker_name, quote.speaker_kind) == ("Department of Parks", "organization")


def test_turn_without_a_name_keeps_its_label() -> None:
    first, second = Speech("Speaker 1: Why now?\n\nSpeaker 2: Because the law says so.").quotes
    assert (first.speaker_name, first.speaker_text, first.speaker_kind) == ("", "Speaker 1", "unnamed")
    assert second.speaker_text == "Speaker 2"
