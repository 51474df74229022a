/**
 * Passwords of 12 characters and more that people here take and lists of elsewhere do not have, and the words that most
 * others are made of. What stands in published lists of leaked ones is in `leaked.ts`. Lower case.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const COMMON_PASSWORDS = words(`
123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 012345678901 098765432109 987654321098
123123123123 112233445566 111222333444 121212121212 123456123456 123321123321 102030405060 147258369147 159753159753
qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiopasdf qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwerty123456
qwerty1234567 qwerty12345678 qwerty123456789 123456qwerty 123456789qwerty 1234567890qwerty qwertyqwerty asdfghjkl123
asdfasdfasdf zxcvbnm12345 zxcvbnmzxcvbnm poiuytrewq12 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p
q1w2e3r4t5y6 q1w2e3r4t5y6u7 q1w2e3r4t5y6u7i8 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc zaq12wsxcde3 zaq1xsw2cde3
1234qwerasdf 1234qwerasdfzxcv qwerasdfzxcv qweasdzxc123 123qweasdzxc qweasdzxcqwe qazwsxedcrfv qazwsxedc123 aassddffgghh
password1234 password12345 password123456 password1234567 password12345678 passwordpassword passwordpassword1 mypassword123
password2020 password2021 password2022 password2023 password2024 password2025 password2026 passw0rd1234 p@ssw0rd1234
p@ssword1234 p@$$w0rd1234 p4ssw0rd1234 pa55word1234 changeme1234 changemenow1 changeit1234 letmeinplease letmein12345
letmein123456 welcome12345 welcome123456 welcometo123 adminadmin123 administrator administrator1 administrator123 admin1234567
admin12345678 admin123456789 rootrootroot superadmin123 superuser1234 testtesttest test12345678 test123456789 demo12345678
iloveyou1234 iloveyou12345 iloveyoubaby iloveyousomuch iloveyouforever iloveyou3000 ilovemyfamily ilovemymother
ilovejesus123 jesuschrist1 jesusislord1 jesuslovesme jesus4everme godisgood123 godislove1234 godblessme123 blessedbygod
thankyoujesus thankgod1234 sunshine1234 princess1234 football1234 baseball1234 basketball12 liverpool123
liverpoolfc1 manchester12 manchesterunited manunited123 chelseafc123 arsenalfc123 arsenal12345 chelsea12345 barcelona123
realmadrid123 juventus1234 michaeljackson christiano07 cristiano7777 ronaldo12345 messi10messi spiderman123 superman1234
batman123456 pokemon12345 naruto123456 dragonball12 dragonballz1 starwars1234 harrypotter1 minecraft123 trustno1trustno1
unbelievable relationship restaurants photography1 information1 technology12 computer1234 internet1234 microsoft123
google123456 facebook1234 instagram123 whatsapp1234 samsung12345 iphone123456 abcdefghijkl abcdefghijklm abcdefghijklmnop
abcdefg12345 abcdefgh1234 abcd12345678 abc123456789 abc123abc123 a1b2c3d4e5f6 aa123456789a a123456789012 a1234567890b
nigeria12345 nigeria1960a lagosnigeria naija1234567 bankpassword mybankaccount moneymoney123 money1234567
correcthorsebatterystaple correct-horse-battery-staple thequickbrownfox loremipsumdolor
`);

export const COMMON_WORDS = words(`
password passwords passcode passphrase mypassword thepassword secret topsecret qwerty qwertyuiop azerty asdfgh asdfghjkl
zxcvbn zxcvbnm qazwsx qazwsxedc abc abcd abcdef abcdefg abcdefgh letmein letmeinnow welcome welcomehome hello helloworld
admin admins administrator superadmin superuser root user username guest login logon test tester testing demo sample
changeme changeit default master monkey dragon shadow sunshine princess football baseball basketball soccer superman
batman spiderman pokemon starwars iloveyou iloveyouu ilovegod ilovejesus jesus jesuschrist godisgood godislove blessed
blessing family mother father freedom whatever trustno trustnoi computer internet google facebook whatsapp instagram
samsung liverpool liverpoolfc chelsea chelseafc arsenal arsenalfc barcelona manchester manchesterunited manunited nigeria
nigerian lagos abuja naija cowry cowrywallet cowryadmin wallet mywallet money moneymoney bank banking mybank finance
support compliance january february march april june july august september october november december monday tuesday
wednesday thursday friday saturday sunday summer winter spring autumn company office staff employee manager
`);
